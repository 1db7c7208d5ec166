use migratory::prelude::*;

pub struct CreateMeasures;

#[migration]
impl Migration for CreateMeasures {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("measures", |t| {
            t.id();
            t.integer("stock").default(0);
            t.big_integer("low").default(-5);
            t.decimal("price", 10, 2).default(9.5);
            t.double("ratio").default(0.25);
        });
    }
}
