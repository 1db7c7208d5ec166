use migratory::prelude::*;

struct Catalogue;

#[migratory::seeder(environments = ["test"])]
#[async_trait]
impl Seeder for Catalogue {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        let products = [("Tea", 450), ("Cup", 900)]
            .map(|(name, price)| row! { "name" => name, "price_cents" => price });
        db.upsert("products", ["name"], products).await?;
        Ok(())
    }
}
