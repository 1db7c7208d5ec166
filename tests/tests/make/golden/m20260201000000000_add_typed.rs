use migratory::prelude::*;

pub struct AddDetailsToPosts;

#[migration]
impl Migration for AddDetailsToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("rating", decimal(3, 1)).optional();
            t.add_column("pinned", boolean()).default(false);
        });
    }
}
