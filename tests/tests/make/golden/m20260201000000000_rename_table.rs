use migratory::prelude::*;

pub struct RenamePostsToArticles;

#[migration]
impl Migration for RenamePostsToArticles {
    fn up(&self, schema: &mut Schema) {
        schema.rename_table("posts", "articles");
    }
}
