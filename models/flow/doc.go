// Package flow walks a service definition: definition, facts and answers go in;
// the next page, problems, fees, documents, the route of the decision and the
// results come out. It is pure: the day is an input, and nothing is read or kept.
//
// Rules the engine holds for every definition:
//
//   - The path is decided in order. A step's condition sees the answers of steps
//     before it that are on the path; answers of skipped steps count as zero
//     values, and come back when the step does.
//   - A condition that is not decided, because a register did not answer, never
//     lets anybody skip a question: the step is asked. An option that is not
//     decided is not allowed. A fee or result that is not decided is an error.
//   - Going back keeps every later answer that still holds; the others are taken
//     out and named.
//   - A page that was passed has a value for each of its visible fields, the zero
//     value where an optional one was left empty; so "answered" needs no flag.
//   - Answers holds one reserved key, SeenKey, with the evidence pictures the
//     server has shown. It is the application layer's and cannot be given.
package flow
