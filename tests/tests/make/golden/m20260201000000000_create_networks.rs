use migratory::prelude::*;

pub struct CreateHosts;

#[migration]
impl Migration for CreateHosts {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("hosts", |t| {
            t.id();
            t.inet("address");
            t.cidr("net").optional();
            t.macaddr("mac").optional();
        });
    }
}
