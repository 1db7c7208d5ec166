use migratory::prelude::*;

pub struct RemoveEditorIdIndexFromPosts;

#[migration]
impl Migration for RemoveEditorIdIndexFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.drop_index("posts", "posts_editor_id_idx");
    }
}
