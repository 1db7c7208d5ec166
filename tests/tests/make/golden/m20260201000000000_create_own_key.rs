use migratory::prelude::*;

pub struct CreateCountries;

#[migration]
impl Migration for CreateCountries {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("countries", |t| {
            t.char("code", 2).primary_key();
            t.string("name", 255);
        });
    }
}
