use migratory::prelude::*;

pub struct CreateJoinMemberships;

#[migration]
impl Migration for CreateJoinMemberships {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("memberships", |t| {
            t.big_integer("user_id").references("users", "id");
            t.references("role_id", "roles");
            t.date("since");
            t.primary_key(["user_id", "role_id"]);
        });
    }
}
