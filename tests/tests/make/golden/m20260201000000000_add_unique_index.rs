use migratory::prelude::*;

pub struct AddUniqueIndexToUsers;

#[migration]
impl Migration for AddUniqueIndexToUsers {
    fn up(&self, schema: &mut Schema) {
        schema.create_index("users", "email").unique();
    }
}
