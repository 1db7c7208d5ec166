use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("comment_moods", ["sad", "happy", "calm"]);
        schema.create_table("comments", |t| {
            t.id();
            t.array("moods", enumeration("comment_moods")).optional();
        });
    }
}
