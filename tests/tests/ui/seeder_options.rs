use migratory::prelude::*;

pub struct BaseRoles;

#[seeder(
    environment = ["test"],
    environments = "test",
    environments = ["test", ""],
    after = BaseRoles,
    after = [7],
    version,
    version = 1.5,
    name = "a b",
    name = "a",
    name = "b",
    file = "seeds/roles.csv",
)]
#[async_trait]
impl Seeder for BaseRoles {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

pub struct Countries;

#[seeder(table = "countries", key = ["code"])]
#[async_trait]
impl Seeder for Countries {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
