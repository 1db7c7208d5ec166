use migratory::prelude::*;

pub struct AddUserRefToPosts;

#[migration]
impl Migration for AddUserRefToPosts {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("posts", |t| {
            t.add_column("user_id", big_integer())
                .references("users", "id")
                .index();
        });
    }
}
