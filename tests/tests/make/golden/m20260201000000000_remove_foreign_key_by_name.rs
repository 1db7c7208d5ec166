use migratory::prelude::*;

pub struct RemoveEditorForeignKeyFromPosts;

#[migration]
impl Migration for RemoveEditorForeignKeyFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.drop_foreign_key("posts", "posts_editor_id_fkey");
    }
}
