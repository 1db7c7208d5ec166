//! Accounting needs an address on each invoice.

use migratory::prelude::*;

pub struct AddAddresses;

#[migration]
impl Migration for AddAddresses {
    fn up(&self, schema: &mut Schema) {
        schema.alter_table("customer", |t| {
            t.add_column("company", string(80)).optional();
        });
        for table in ["customer", "employee"] {
            schema.alter_table(table, |t| {
                t.add_column("address", string(70)).optional();
                t.add_column("city", string(40)).optional();
                t.add_column("state", string(40)).optional();
                t.add_column("country", string(40)).optional();
                t.add_column("postal_code", string(10)).optional();
                t.add_column("phone", string(24)).optional();
                t.add_column("fax", string(24)).optional();
            });
        }
        schema.alter_table("employee", |t| {
            t.add_column("email", string(60)).optional();
        });
        schema.alter_table("invoice", |t| {
            t.comment("The address is a copy: an invoice stays as it was sent.");
            t.add_column("billing_address", string(70)).optional();
            t.add_column("billing_city", string(40)).optional();
            t.add_column("billing_state", string(40)).optional();
            t.add_column("billing_country", string(40)).optional();
            t.add_column("billing_postal_code", string(10)).optional();
        });
    }
}
