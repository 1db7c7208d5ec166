use migratory::prelude::*;

pub struct AddIndexOnTitleToPosts;

#[migration]
impl Migration for AddIndexOnTitleToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_index("posts", "title");
    }
}
