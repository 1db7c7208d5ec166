use migratory::prelude::*;

pub struct RemoveBodyFromPosts;

#[migration]
impl Migration for RemoveBodyFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("body");
        });
    }
}
