use migratory::prelude::*;

pub struct AddTitleAndBodyIndexToPosts;

#[migration]
impl Migration for AddTitleAndBodyIndexToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_index("posts", ["title", "body"]);
    }
}
