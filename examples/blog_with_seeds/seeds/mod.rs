//! What the blog is sown with.

use migratory::SeedRows;
use migratory::prelude::*;

/// Every installation needs them.
pub struct BaseRoles;

#[seeder]
#[async_trait]
impl Seeder for BaseRoles {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        let roles = [(1, "admin"), (2, "author"), (3, "reader")]
            .map(|(id, name)| row! { "id" => id, "name" => name });
        db.upsert("roles", ["name"], roles).await?;
        Ok(())
    }
}

/// So does everybody need some tags to begin with. Edit the file, and the next `seed` brings the changes in.
#[seeder(file = "examples/blog_with_seeds/seeds/tags.csv", table = "tags", key = ["name"])]
pub struct Tags;

pub struct DemoUsers;

#[seeder(environments = ["development", "test"], after = [BaseRoles])]
#[async_trait]
impl Seeder for DemoUsers {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        let users = [(1, "Ada"), (2, "Grace"), (3, "Edsger")].map(|(id, name)| {
            let email = format!("{}@example.com", name.to_lowercase());
            row! { "id" => id, "role_id" => id, "email" => email, "name" => name }
        });
        db.upsert("users", ["email"], users).await?;
        Ok(())
    }
}

pub struct DemoPosts;

#[seeder(environments = ["development", "test"], after = [DemoUsers, Tags])]
#[async_trait]
impl Seeder for DemoPosts {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        // Another content of the file makes this seeder run again, as another code of it does.
        let posts = include_str!("posts.json").as_bytes();
        SeedRows::new("posts", ["slug"], "posts.json", posts)
            .apply(db)
            .await?;
        for (post, tag) in [(1, "rust"), (1, "databases"), (2, "rust"), (3, "cooking")] {
            let tag = db.find_one("tags", row! { "name" => tag }).await?;
            let tag_id: i64 = tag.get("id")?;
            let link = row! { "post_id" => post, "tag_id" => tag_id };
            db.upsert("post_tags", ["post_id", "tag_id"], [link])
                .await?;
        }
        let comment =
            row! { "id" => 1, "post_id" => 1, "author_id" => 3, "body" => "But is it correct?" };
        db.upsert("comments", ["id"], [comment]).await?;
        Ok(())
    }
}
