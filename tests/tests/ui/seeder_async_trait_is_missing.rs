use migratory::prelude::*;

pub struct BaseRoles;

#[seeder]
impl Seeder for BaseRoles {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
