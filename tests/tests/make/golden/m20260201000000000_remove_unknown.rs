use migratory::prelude::*;

pub struct RemoveNothingFromPosts;

#[migration]
impl Migration for RemoveNothingFromPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.drop_column("nothing");
        });
    }
}
