use migratory::prelude::*;

pub struct RemoveTitleAndBodyFromPosts;

#[migration]
impl Migration for RemoveTitleAndBodyFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("title");
            t.drop_column("body");
        });
    }
}
