use migratory::prelude::*;

pub struct RemoveEditorFromPosts;

#[migration]
impl Migration for RemoveEditorFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("editor_id").cascade();
        });
    }
}
