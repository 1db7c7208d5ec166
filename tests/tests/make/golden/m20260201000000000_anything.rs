use migratory::prelude::*;

pub struct TidyUp;

#[migration]
impl Migration for TidyUp {
    fn up(&self, _schema: &mut Schema) {
        // For example: schema.alter_table("users", |t| t.rename_column("login", "name"));
    }
}
