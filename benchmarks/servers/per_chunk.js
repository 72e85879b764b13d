// node: each chunk is serialized and written, as a user would write it.
const http = require("node:http");

const event = (model, number) => "data: " + JSON.stringify({
  id: "chatcmpl-0123456789abcdefghijklmnopqrs", object: "chat.completion.chunk",
  created: 1700000000, model, choices: [{index: 0,
    delta: {content: String(number).padStart(4) + " and so it goes on"},
    logprobs: null, finish_reason: null}]}) + "\n\n";

const server = http.createServer((request, response) => {
  let body = "";
  request.on("data", (data) => { body += data; });
  request.on("end", () => {
    const model = JSON.parse(body).model;
    response.writeHead(200, {"Content-Type": "text/event-stream"});
    const count = Number(model.slice("chunks-".length));
    for (let one = 0; one < count; one++) response.write(event(model, one));
    response.end("data: [DONE]\n\n");
  });
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", 4096, () => console.log("ready at :" + server.address().port));
