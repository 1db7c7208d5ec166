use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("comment_status", ["draft", "published"]);
        schema.create_table("comments", |t| {
            t.id();
            t.enumeration("status", "comment_status").default("draft");
        });
    }
}
