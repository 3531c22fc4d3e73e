export * from '../../api/http/place';
