use migratory::prelude::*;

pub struct ChangeBodyInPosts;

#[migration]
impl Migration for ChangeBodyInPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.set_not_null("body");
        });
    }
}
