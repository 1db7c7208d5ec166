use migratory::prelude::*;

pub struct BackfillBodyOfPosts;

#[migration]
impl Migration for BackfillBodyOfPosts {
    fn up(&self, schema: &mut Schema) {
        // What each row is given is a value, or SQL over the row, as expr("lower(email)").
        schema
            .backfill("posts")
            .set("body", expr("NULL"))
            .set("title", expr("NULL"))
            .filter("body IS NULL OR title IS NULL")
            .keep_on_rollback();
    }
}
