use migratory::prelude::*;

pub struct DropPosts;

#[migration]
impl Migration for DropPosts {
    fn up(&self, schema: &mut Schema) {
        schema.drop_table("posts");
    }
}
