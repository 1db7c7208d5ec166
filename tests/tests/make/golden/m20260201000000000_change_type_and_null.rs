use migratory::prelude::*;

pub struct ChangeTitleInPosts;

#[migration]
impl Migration for ChangeTitleInPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.change_type("title", text());
            t.set_nullable("title");
            t.set_default("title", "untitled");
        });
    }
}
