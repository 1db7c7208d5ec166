use migratory::prelude::*;

pub struct AddReviewerToPosts;

#[migration]
impl Migration for AddReviewerToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("reviewer_id", big_integer())
                .optional()
                .references("users", "id")
                .on_delete(Cascade)
                .index();
        });
    }
}
