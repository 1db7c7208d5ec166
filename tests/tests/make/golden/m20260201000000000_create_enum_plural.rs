use migratory::prelude::*;

pub struct CreateCategories;

#[migration]
impl Migration for CreateCategories {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("category_kind", ["a", "b"]);
        schema.create_table("categories", |t| {
            t.id();
            t.enumeration("kind", "category_kind").optional();
        });
    }
}
