use migratory::prelude::*;

pub struct BaseRoles;

#[seeder]
#[async_trait]
impl Seeder for BaseRoles {
    async fn run(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }

    fn meta(&self) -> migratory::__private::SeederMeta {
        migratory::__private::SeederMeta::of_type("BaseRoles")
    }
}

fn main() {}
