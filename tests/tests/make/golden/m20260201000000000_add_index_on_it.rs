use migratory::prelude::*;

pub struct AddSlugToPosts;

#[migration]
impl Migration for AddSlugToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("slug", string(80)).optional().index();
        });
    }
}
