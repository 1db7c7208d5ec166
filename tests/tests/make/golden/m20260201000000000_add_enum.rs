use migratory::prelude::*;

pub struct AddStatusToPosts;

#[migration]
impl Migration for AddStatusToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("post_status", ["draft", "published"]);
        schema.alter_table("posts", |t| {
            t.add_column("status", enumeration("post_status"))
                .default("draft");
        });
    }
}
