use migratory::prelude::*;

pub struct BaseRoles {
    pub names: Vec<String>,
}

#[seeder]
#[async_trait]
impl Seeder for BaseRoles {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
