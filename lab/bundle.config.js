// Numbers modules in the order of their use: the builder's own numbers depend on the folder that it runs in.
module.exports = { optimization: { moduleIds: 'natural', chunkIds: 'natural' } };
