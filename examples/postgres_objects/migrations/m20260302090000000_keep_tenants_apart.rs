use migratory::prelude::*;

use super::app_role;

pub struct KeepTenantsApart;

/// The program says for whom it works: `SET app.tenant = '7'`. Who owns the tables sees all rows as before.
#[migration]
impl Migration for KeepTenantsApart {
    fn up(&self, schema: &mut Schema) {
        schema.create_role(app_role());
        schema
            .grant([Privilege::Select, Privilege::Update], "tenants")
            .to(app_role());
        schema.grant([Privilege::Select], "rooms").to(app_role());
        schema
            .grant(
                [Privilege::Select, Privilege::Insert, Privilege::Update],
                "bookings",
            )
            .to(app_role());

        schema.enable_row_security("tenants");
        schema
            .create_policy("own_tenant", "tenants")
            .to(app_role())
            .using("id = current_setting('app.tenant')::bigint");
        schema.enable_row_security("bookings");
        schema
            .create_policy("own_bookings", "bookings")
            .to(app_role())
            .using("tenant_id = current_setting('app.tenant')::bigint");
    }
}
