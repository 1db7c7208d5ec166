use migratory::prelude::*;

pub struct CreateComments;

#[migration]
impl Migration for CreateComments {
    fn up(&self, _schema: &mut Schema) {
        // For example: schema.alter_table("users", |t| t.rename_column("login", "name"));
    }
}
