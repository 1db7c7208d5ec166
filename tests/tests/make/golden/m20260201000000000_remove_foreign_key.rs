use migratory::prelude::*;

pub struct RemoveForeignKeyFromPosts;

#[migration]
impl Migration for RemoveForeignKeyFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.drop_foreign_key("posts", "posts_editor_id_fkey");
    }
}
