use migratory::prelude::*;

pub struct CreateMeasures;

#[migration]
impl Migration for CreateMeasures {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("measures", |t| {
            t.id();
            t.small_integer("small");
            t.integer("int");
            t.big_integer("big");
            t.decimal("price", 10, 2);
            t.decimal("count", 12, 0).optional();
            t.numeric("total").optional();
            t.float("share").optional();
            t.double("ratio").optional();
        });
    }
}
