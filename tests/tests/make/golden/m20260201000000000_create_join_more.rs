use migratory::prelude::*;

pub struct CreateJoinUsersAndRoles;

#[migration]
impl Migration for CreateJoinUsersAndRoles {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users_roles", |t| {
            t.big_integer("user_id").references("users", "id");
            t.references("role_id", "roles");
            t.timestamp("granted_at");
            t.string("reason", 40).optional();
            t.primary_key(["user_id", "role_id"]);
        });
    }
}
