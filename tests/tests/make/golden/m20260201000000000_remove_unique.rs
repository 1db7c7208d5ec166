use migratory::prelude::*;

pub struct RemoveUniqueFromUsers;

#[migration]
impl Migration for RemoveUniqueFromUsers {
    fn up(&self, schema: &mut Schema) {
        schema.drop_unique("users", "users_email_key");
    }
}
