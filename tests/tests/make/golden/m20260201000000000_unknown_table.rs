use migratory::prelude::*;

pub struct AddEmailToUsres;

#[migration]
impl Migration for AddEmailToUsres {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("usres", |t| {
            t.add_column("email", string(255)).optional();
        });
    }
}
