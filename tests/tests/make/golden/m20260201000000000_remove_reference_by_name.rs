use migratory::prelude::*;

pub struct RemoveEditorRefFromPosts;

#[migration]
impl Migration for RemoveEditorRefFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("editor_id").cascade();
        });
    }
}
