// A process of its own: the solver blocks whoever calls it until it is done, and can be killed here without harm.
import { text } from "node:stream/consumers";
import highs from "highs";
import { z } from "zod";

const wanted = z.object({ model: z.string(), seconds: z.number() });
const solution = z.object({ Status: z.string(), Columns: z.record(z.string(), z.object({ Primal: z.number().optional() })) });

// Its types are those of the CommonJS build, where the function is a member; what is loaded here is the function itself.
const load = highs as unknown as typeof highs.default;
const { model, seconds } = wanted.parse(JSON.parse(await text(process.stdin)));
const { Status, Columns } = solution.parse((await load()).solve(model, { time_limit: seconds, random_seed: 1, mip_rel_gap: 0.001 }));
const values = Object.fromEntries(Object.entries(Columns).flatMap(([name, { Primal }]) => (Primal === undefined ? [] : [[name, Primal]])));
process.stdout.write(JSON.stringify({ status: Status, values }));
