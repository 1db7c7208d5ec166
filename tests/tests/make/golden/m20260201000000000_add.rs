use migratory::prelude::*;

pub struct AddSubtitleToPosts;

#[migration]
impl Migration for AddSubtitleToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("subtitle", string(255)).optional();
        });
    }
}
