use migratory::prelude::*;

pub struct CreateJoinTableUsersRoles;

#[migration]
impl Migration for CreateJoinTableUsersRoles {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users_roles", |t| {
            t.big_integer("user_id").references("users", "id");
            t.references("role_id", "roles");
            t.primary_key(["user_id", "role_id"]);
        });
    }
}
