use migratory::prelude::*;

pub struct CountWords;

/// No SQL that all databases understand counts words, so the posts come here to be counted.
#[migration]
#[async_trait]
impl DataMigration for CountWords {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("posts", |t| {
            t.add_column("words", integer()).default(0);
        });
        for post in db.find("posts", row! {}).await? {
            let words = post.get::<String>("body")?.split_whitespace().count();
            let this = row! { "id" => post.get::<i64>("id")? };
            db.update("posts", row! { "words" => words as i64 }, this)
                .await?;
        }
        Ok(())
    }

    async fn down(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("posts", |t| {
            t.drop_column("words");
        });
        Ok(())
    }

    /// What it does to the schema, for the migrations after it.
    fn effect(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("words", integer()).default(0);
        });
    }
}
