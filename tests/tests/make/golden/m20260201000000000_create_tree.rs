use migratory::prelude::*;

pub struct CreateCategories;

#[migration]
impl Migration for CreateCategories {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("categories", |t| {
            t.id();
            t.references("parent_id", "categories").optional();
        });
    }
}
