use migratory::prelude::*;

pub struct FillPosts;

/// Fills the posts.
#[migration(name = "fill_posts")]
#[allow(dead_code)]
impl DataMigration for FillPosts {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.execute("UPDATE posts SET title = ''").await?;
        Ok(())
    }
}

fn main() {}
