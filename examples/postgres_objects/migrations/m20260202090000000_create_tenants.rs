use migratory::prelude::*;

pub struct CreateTenants;

#[migration]
impl Migration for CreateTenants {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", text())
            .check("email_has_an_at", "VALUE LIKE '%_@_%'")
            .comment("An address that mail can be sent to");
        schema.create_composite_type("address", |t| {
            t.attribute("street", text());
            t.attribute("city", text());
            t.attribute("postcode", string(10));
        });
        schema.create_type("plan", ["flex", "desk", "office"]);
        schema.create_table("tenants", |t| {
            t.comment("Who rents, and pays");
            t.id();
            t.string("name", 200).unique();
            t.column("billing_email", custom("email"))
                .comment("Invoices go here");
            t.column("address", custom("address")).optional();
            t.enumeration("plan", "plan").default("flex");
            t.timestamps();
        });
    }
}
