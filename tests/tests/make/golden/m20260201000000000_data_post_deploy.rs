use migratory::prelude::*;

pub struct SplitNames;

#[migration(phase = "post-deploy")]
#[async_trait]
impl DataMigration for SplitNames {
    async fn up(&self, _db: &mut Db<'_>) -> Result<()> {
        // For example: db.insert("users", row! { "email" => "admin@example.com" }).await?;
        Ok(())
    }
}
