use migratory::prelude::*;

pub struct AddSubtitleAndTeaserToPosts;

#[migration]
impl Migration for AddSubtitleAndTeaserToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("subtitle", string(255)).optional();
            t.add_column("teaser", string(255)).optional();
        });
    }
}
