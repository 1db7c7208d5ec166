use migratory::prelude::*;

pub struct BackfillPosts;

#[migration]
impl Migration for BackfillPosts {
    fn up(&self, schema: &mut Schema) {
        schema
            .backfill("posts")
            .set("body", "to be written")
            .filter("body IS NULL")
            .keep_on_rollback();
    }
}
