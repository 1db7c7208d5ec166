use migratory::prelude::*;

pub struct Roles;

pub struct DemoUsers;

#[seeder(after = [Roles])]
#[async_trait]
impl Seeder for DemoUsers {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
