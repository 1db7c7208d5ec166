use migratory::prelude::*;

pub struct Shop;

#[migration(name = "2_shop", replaces = ["1_a"])]
#[async_trait]
impl DataMigration for Shop {
    async fn up(&self, _db: &mut Db<'_>) -> Result<()> {
        Ok(())
    }
}

fn main() {}
